export const USAGE = `usage: flowgate-dfe rules SPAN
       flowgate-dfe eval SPAN < PACKETS

Looks into the span that a host keeps (a JSON file), without Manager or network.

  rules   prints the rules as the host enforces them, one JSON object a line, in the order of evaluation
  eval    reads packets as NDJSON from standard input and prints what the host decides of each at its own end:
          one line for each end of the packet that is a workload of this host

exit codes: 0 done, 1 a file or a line that cannot be read, 2 wrong usage

example: echo '{"source":"10.0.0.1","destination":"10.0.0.2","l4":{"protocol":"tcp","sourcePort":40000,"destinationPort":443}}' \\
           | flowgate-dfe eval .flowgate/simulated-hosts/host-01.json`

/** Wrong arguments: the message says what would be right. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}
