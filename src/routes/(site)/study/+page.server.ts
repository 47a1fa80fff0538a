import { QUESTIONS } from '$content/index';
import { cardsOf } from '$lib/study/cards';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ cards: QUESTIONS.flatMap(cardsOf) });
