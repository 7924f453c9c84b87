import { encode } from "uqr";

const SVG = "http://www.w3.org/2000/svg";
const BORDER = 4; // modules: readers need so much of the background around the code

/** A text as a QR code. Its colours are attributes, which the page's policy allows, and not styles. */
export function qrPicture(text: string, label: string): SVGSVGElement {
  const { data, size } = encode(text, { ecc: "M", border: BORDER });
  const svg = element("svg", { viewBox: `0 0 ${size} ${size}`, role: "img", "shape-rendering": "crispEdges" });
  svg.setAttribute("aria-label", label);
  const modules = data.flatMap((row, y) => row.map((isDark, x) => isDark ? `M${x} ${y}h1v1h-1z` : "")).join("");
  svg.append(
    element("rect", { width: String(size), height: String(size), fill: "#fff" }),
    element("path", { d: modules, fill: "#000" }),
  );
  return svg;
}

function element<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  return made;
}
