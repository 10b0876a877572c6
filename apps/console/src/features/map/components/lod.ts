export type Detail = 'dot' | 'chip' | 'card'

/** How much a node shows at a zoom: what would be smaller than about 9 pixels is left out. */
export const detailAt = (zoom: number): Detail => (zoom < 0.32 ? 'dot' : zoom < 0.62 ? 'chip' : 'card')
