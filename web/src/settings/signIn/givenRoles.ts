import { roles } from '../people/roles';

/** The roles that a provider may give: it makes nobody an owner. */
export const givenRoles = roles.filter(role => role !== 'owner');
