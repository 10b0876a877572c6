import type { Prisma } from './prisma/generated/client.ts'

export type { Prisma as Db } from './prisma/client.ts'
/** Inside `db.$transaction`; a `Db` fits too. */
export type Tx = Prisma.TransactionClient
export type JsonInput = Prisma.InputJsonValue
