export { default } from './Compatibility.svelte';
