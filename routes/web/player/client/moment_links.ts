/** Links to moments of the video on this page move the player there. */
export function wireMomentLinks(seek: (seconds: number) => void): void {
  document.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-seek]");
    if (!link || !isPlainClick(event)) return;
    event.preventDefault();
    seek(Number(link.dataset.seek));
  });
}

/** Not one that opens a new tab or window. */
function isPlainClick({ button, ctrlKey, metaKey, shiftKey, altKey }: MouseEvent): boolean {
  return button === 0 && !ctrlKey && !metaKey && !shiftKey && !altKey;
}
