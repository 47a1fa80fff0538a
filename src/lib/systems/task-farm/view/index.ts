export { default } from './TaskFarm.svelte';
