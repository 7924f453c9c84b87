// A separate bundle, loaded when playback starts. The light build is enough: captions come from the page's <track>.
export { default as Hls } from "hls.js/light";
