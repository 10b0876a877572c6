import { ROLES, type Role } from '@flowgate/shared'

/** @throws Error for a role this build does not know: nobody may get permissions by accident */
export const roleOf = (text: string): Role => {
  const role = ROLES.find((one) => one === text)
  if (role === undefined) throw new Error(`the database has the unknown role \`${text}\``)
  return role
}
