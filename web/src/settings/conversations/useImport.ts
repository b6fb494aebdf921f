import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { isPassing } from '../../api/problem';
import { uploadFile } from '../../api/upload';
import { conversationKeys } from '../../conversations/conversationsApi';
import { useServices } from '../../services';

type Step =
  | { kind: 'idle' }
  | { kind: 'sending'; share: number }
  | { kind: 'working'; done: number; total: number }
  | { kind: 'done'; done: number; failed: number }
  | { kind: 'failed'; sentence: string | null; error: unknown };

interface Job {
  state: 'queued' | 'running' | 'done' | 'failed';
  done: number;
  total: number;
  failed: number;
  error: string | null;
}

const AskMs = 700;

/** An import on its way: the file to the server, then the job that takes it in. */
export function useImport() {
  const { session, http } = useServices();
  const client = useQueryClient();
  const [step, setStep] = useState<Step>({ kind: 'idle' });
  const stop = useRef<AbortController | null>(null);

  useEffect(() => () => stop.current?.abort(), []);

  const follow = async (id: string, signal: AbortSignal) => {
    while (!signal.aborted) {
      try {
        const job = await http.ask<Job>('GET', `/v1/jobs/${id}`, { signal });
        const [done, total, failed] = [Number(job.done), Number(job.total), Number(job.failed)];
        if (job.state === 'done') return setStep({ kind: 'done', done: done - failed, failed });
        if (job.state === 'failed') return setStep({ kind: 'failed', sentence: job.error, error: null });
        setStep({ kind: 'working', done, total });
      } catch (error) {
        // The job goes on meanwhile.
        if (!isPassing(error)) throw error;
      }
      await new Promise(resolve => setTimeout(resolve, AskMs));
    }
  };

  const run = async (file: File, signal: AbortSignal) => {
    try {
      setStep({ kind: 'sending', share: 0 });
      const share = (part: number) => setStep({ kind: 'sending', share: part });
      const { job_id: id } = await uploadFile<{ job_id: string }>(
        session,
        '/v1/conversations/import',
        file,
        share,
        signal,
      );
      await follow(id, signal);
      await client.invalidateQueries({ queryKey: conversationKeys.list });
    } catch (error) {
      if (!signal.aborted) setStep({ kind: 'failed', sentence: null, error });
    }
  };

  const begin = (file: File) => {
    stop.current?.abort();
    stop.current = new AbortController();
    void run(file, stop.current.signal);
  };
  return { step, begin };
}
