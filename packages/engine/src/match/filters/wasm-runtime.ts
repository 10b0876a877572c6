import type { Classify } from './classify-js.ts'
import type { FilterTables, ImageShape } from './pack.ts'
import { programFor } from './wasm-program.ts'

/** What is used of WebAssembly, which every place that runs the engine has, but no library of the language declares. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Memory: new (size: { readonly initial: number }) => { readonly buffer: ArrayBuffer }
  readonly Instance: new (
    module: object,
    imports: { readonly engine: { readonly memory: object } },
  ) => { readonly exports: object }
}
declare const WebAssembly: WebAssemblyApi | undefined

/** An image in a program's memory. */
export interface WasmImage {
  readonly classify: Classify
  /** Addresses of the five columns and of the answers, how many there are, and where there is `SCRATCH_BYTES` of room. */
  readonly classifyAll: (
    source: number,
    destination: number,
    sourcePort: number,
    destinationPort: number,
    protocol: number,
    into: number,
    count: number,
    scratch: number,
  ) => void
  readonly memory: ArrayBuffer
  /** Where the image ends, and what was asked for besides begins. */
  readonly end: number
}

const PAGE = 65_536
/** Programs by shape: an optimised one serves the next revision too. */
const modules = new Map<string, object>()

/**
 * @param more bytes wanted behind the image
 * @returns null where WebAssembly is not there or refused, as by a content security policy, or memory is short
 */
export function loadImage({ image, shape }: FilterTables, more: number): WasmImage | null {
  if (typeof WebAssembly === 'undefined') return null
  try {
    const module = moduleFor(WebAssembly, shape)
    const memory = new WebAssembly.Memory({ initial: Math.ceil((image.byteLength + more) / PAGE) })
    new Uint8Array(memory.buffer).set(new Uint8Array(image))
    const { exports } = new WebAssembly.Instance(module, { engine: { memory } })
    // The program is our own: it exports these two.
    const { classify, classifyAll } = exports as Pick<WasmImage, 'classify' | 'classifyAll'>
    return { classify, classifyAll, memory: memory.buffer, end: image.byteLength }
  } catch {
    return null
  }
}

function moduleFor(api: WebAssemblyApi, shape: ImageShape): object {
  const key = Object.values(shape).join()
  const known = modules.get(key)
  if (known !== undefined) return known
  const made = new api.Module(programFor(shape))
  modules.set(key, made)
  return made
}
