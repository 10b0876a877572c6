import { type Config, withoutIngress } from './config.ts'
import {
  areEquivalent,
  areStronglyEquivalent,
  changeKinds,
  disjointness,
  doMeet,
  emptiness,
  haveSameEnds,
  interferes,
  isContained,
  isVacuous,
  redundancy,
  sanity,
  uncaptured,
} from './queries.ts'

/** Of one configuration: the numbers of all are added. */
const ofOne: Readonly<Record<string, (config: Config, byPod: boolean) => number>> = {
  vacuity: (config) => Number(isVacuous(config)),
  emptiness,
  redundancy,
  sanity,
  disjointness,
  allCaptured: uncaptured,
  connectivityMap: () => 0,
}

type Pairwise = (one: Config, other: Config) => number

/** Of each with every later one. */
const ofPairs: Readonly<Record<string, Pairwise>> = {
  equivalence: (one, other) => Number(!areEquivalent(one, other)),
  strongEquivalence: (one, other) => Number(!areStronglyEquivalent(one, other)),
  semanticDiff: changeKinds,
  twoWayContainment: (one, other) => (isContained(one, other) ? 2 : 0) + (isContained(other, one) ? 1 : 0),
}

/** Of every later one with the first. */
const againstFirst: Readonly<Record<string, Pairwise>> = {
  containment: (one, first) => Number(isContained(one, first)),
  permits: (one, first) => {
    if (one.policies.length === 0 || !haveSameEnds(one, first)) return 0
    return Number(!isContained(withoutIngress(one), first, true))
  },
  forbids: (one, first) => (one.policies.length === 0 ? 0 : Number(doMeet(withoutIngress(one), first))),
  interferes: (one, first) => Number(haveSameEnds(one, first) && interferes(one, first)),
}

const ofOrderedPairs: Readonly<Record<string, Pairwise>> = {
  pairwiseInterferes: (one, other) => Number(haveSameEnds(one, other) && interferes(one, other)),
}

export const KINDS: readonly string[] = [ofOne, ofPairs, againstFirst, ofOrderedPairs].flatMap(Object.keys)

/** The number that nca would print. */
export function answer(kind: string, configs: readonly Config[], byPod: boolean): number {
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0)
  const one = ofOne[kind]
  if (one !== undefined) return sum(configs.map((config) => one(config, byPod)))
  const pairs = ofPairs[kind]
  if (pairs !== undefined)
    return sum(configs.flatMap((config, at) => configs.slice(at + 1).map((other) => pairs(config, other))))
  const [first, ...rest] = configs
  const against = againstFirst[kind]
  if (against !== undefined && first !== undefined) return sum(rest.map((config) => against(config, first)))
  const ordered = ofOrderedPairs[kind]
  if (ordered === undefined) throw new Error(`\`${kind}\` is no query`)
  return sum(
    configs.flatMap((config) =>
      configs.filter((other) => other !== config).map((other) => ordered(config, other)),
    ),
  )
}
