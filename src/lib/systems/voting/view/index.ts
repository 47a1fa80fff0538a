export { default } from './Voting.svelte';
