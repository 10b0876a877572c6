/** Product data, which the engine owns. */
export { wellKnownServices } from '@flowgate/engine'
