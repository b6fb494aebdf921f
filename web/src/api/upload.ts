import { NetworkProblem, problemOf } from './problem';
import type { Session } from './session';

/**
 * Sends one file. Done by XMLHttpRequest, because fetch does not tell how much of a body has been sent.
 * @param progress Told the sent share, 0 to 1.
 * @param fields What is said of the file, in the same form.
 * @returns What the server answers.
 */
export async function uploadFile<T>(
  session: Session,
  path: string,
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
  fields: Readonly<Record<string, string>> = {},
): Promise<T> {
  const token = await session.token();
  let request = await post(path, file, fields, token, progress, signal);
  if (request.status === 401 && token !== null) {
    session.refused(token);
    request = await post(path, file, fields, await session.token(), progress, signal);
  }
  if (request.status >= 300) throw await problemOf(new Response(request.responseText, { status: request.status }));
  return JSON.parse(request.responseText) as T;
}

function post(
  path: string,
  file: File,
  fields: Readonly<Record<string, string>>,
  token: string | null,
  progress: (share: number) => void,
  signal: AbortSignal,
) {
  // Whoever signed out while the token was fetched takes the file back: it must not go with the next person's.
  signal.throwIfAborted();
  return new Promise<XMLHttpRequest>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    form.append('file', file, file.name);
    request.upload.onprogress = event => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => resolve(request);
    request.onerror = () => reject(new NetworkProblem());
    request.onabort = () => reject(new DOMException('Aborted', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.open('POST', path);
    if (token !== null) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.send(form);
  });
}
