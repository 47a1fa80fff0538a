import type {
  OutcomeDelivery,
  OutcomePublish,
  UserDelivery,
  UserPublish,
} from '../../nodes/service/messages';

/** What identifies an event: e13 the event, u13 the user. A reply is known by its user alone. */
const eventLabel = (body: (UserPublish | OutcomePublish)['body']): string =>
  'id' in body ? `e${body.id}·u${body.user}` : `u${body.user}`;

export const publishLabel = ({ body }: UserPublish | OutcomePublish): string => eventLabel(body);

/** m14, the broker's id of the message, before what identifies the event. */
export const deliverLabel = ({ brokerId, body }: UserDelivery | OutcomeDelivery): string =>
  `m${brokerId}·${eventLabel(body)}`;
