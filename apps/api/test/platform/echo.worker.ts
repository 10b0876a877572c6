import { parentPort, workerData } from 'node:worker_threads'
import { exitCodes } from '../../src/platform/exit-codes.ts'

const given: unknown = workerData
parentPort?.postMessage({ given, imported: exitCodes.configuration })
