import { NetworkProblem, Problem } from '../api/problem';
import type { Session } from '../api/session';

/**
 * Sends one file. Done by XMLHttpRequest, because fetch does not tell how much of a body has been sent.
 * @param progress Told the sent share, 0 to 1.
 */
export async function uploadFile(
  session: Session,
  path: string,
  file: File,
  progress: (share: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const token = await session.token();
  const status = await post(path, file, token, progress, signal);
  if (status !== 401 || token === null) return;
  session.refused(token);
  await post(path, file, await session.token(), progress, signal);
}

/** @returns The status of an answer that succeeded, or 401. @throws Problem for every other. */
function post(path: string, file: File, token: string | null, progress: (share: number) => void, signal: AbortSignal) {
  return new Promise<number>((resolve, reject) => {
    const request = new XMLHttpRequest();
    const form = new FormData();
    form.append('file', file, file.name);
    request.upload.onprogress = event => {
      if (event.lengthComputable) progress(event.loaded / event.total);
    };
    request.onload = () => {
      if (request.status < 300 || request.status === 401) resolve(request.status);
      else reject(refusal(request));
    };
    request.onerror = () => reject(new NetworkProblem());
    request.onabort = () => reject(new DOMException('Aborted', 'AbortError'));
    signal.addEventListener('abort', () => request.abort());
    request.open('POST', path);
    if (token !== null) request.setRequestHeader('Authorization', `Bearer ${token}`);
    request.send(form);
  });
}

function refusal(request: XMLHttpRequest): Problem {
  let body: { detail?: string; title?: string; code?: string; errors?: Record<string, string[]> } = {};
  try {
    body = JSON.parse(request.responseText) as typeof body;
  } catch {
    // An answer that is no problem document says nothing more than its status.
  }
  const sentence =
    Object.values(body.errors ?? {})
      .flat()
      .join(' ') ||
    body.detail ||
    body.title;
  return new Problem(
    request.status,
    body.code ?? `http_${request.status}`,
    sentence ?? 'The server did not take this file.',
  );
}
