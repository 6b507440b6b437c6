// The page's colours and font, as its CSS has them now: charts draw on a canvas, which CSS does not reach.
export function theme() {
  const style = getComputedStyle(document.documentElement);
  return (name) => style.getPropertyValue(name).trim();
}
