export const ShortestPassword = 8;

/** What is wrong with a new password, or null. */
export function weaknessOf(password: string): string | null {
  return password.length < ShortestPassword
    ? `The password is too short. Use at least ${ShortestPassword} characters.`
    : null;
}
