// A bundle of its own, fetched when something plays. The light build: captions are the page's own <track>.
export { default as Hls } from "hls.js/light";
