export type Detail = 'dot' | 'name' | 'chip' | 'card'

/** How much a node shows at a zoom: what would be smaller than about 8 pixels is left out. */
export const detailAt = (zoom: number): Detail => {
  if (zoom < 0.17) return 'dot'
  if (zoom < 0.38) return 'name'
  return zoom < 0.62 ? 'chip' : 'card'
}
