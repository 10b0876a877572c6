import {
  beginSecondFactor,
  changePassword,
  confirmSecondFactor,
  createToken,
  getSession,
  listTokens,
  removeSecondFactor,
  revokeToken,
  type Session,
  signIn,
  signOut,
  verifySecondFactor,
} from '@flowgate/shared'
import type { Actor } from '../../http/actor.ts'
import { type HttpExchange, type Route, route } from '../../http/route.ts'
import type { SecondFactorService } from './second-factor.service.ts'
import type { SignInService } from './sign-in.service.ts'
import type { TokenService } from './tokens.service.ts'

export const authRoutes = (ports: {
  signIn: SignInService
  secondFactor: SecondFactorService
  tokens: TokenService
  whoIs: (actor: Actor, http: HttpExchange) => Promise<Session>
}): readonly Route[] => {
  const { secondFactor, tokens } = ports
  return [
    route(getSession, ({ actor, http }) => ports.whoIs(actor, http)),
    route(signIn, ({ body, actor, http }) => ports.signIn.signIn(body, actor, http)),
    route(signOut, ({ actor, http }) => ports.signIn.signOut(actor, http)),
    route(changePassword, ({ body, actor }) => ports.signIn.changePassword(body, actor)),
    route(verifySecondFactor, ({ body, actor, http }) => secondFactor.verify(body.code, actor, http)),
    route(beginSecondFactor, ({ body, actor }) => secondFactor.begin(body.password, actor)),
    route(confirmSecondFactor, ({ body, actor }) => secondFactor.confirm(body.code, actor)),
    route(removeSecondFactor, ({ body, actor }) => secondFactor.remove(body.password, actor)),
    route(listTokens, ({ query, actor }) => tokens.list(query, actor)),
    route(createToken, ({ body, actor }) => tokens.create(body, actor)),
    route(revokeToken, ({ params, actor }) => tokens.revoke(params.tokenId, actor)),
  ]
}
