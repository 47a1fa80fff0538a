export { default } from './Bytes.svelte';
