import type { QueryClient } from '@tanstack/react-query';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { dataOf } from '../api/http';
import type { Folder } from '../api/types';
import { useServices } from '../services';
import { conversationKeys } from './listCache';

const folders = ['folders'] as const;

/** The caller's folders, by name. */
export function useFolders() {
  const { http } = useServices();
  return useQuery({
    queryKey: folders,
    queryFn: async ({ signal }) => (await dataOf(http.api.GET('/v1/folders', { signal }))).data.toSorted(byName),
  });
}

export function useMakeFolder() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => dataOf(http.api.POST('/v1/folders', { body: { name } })),
    onSuccess: folder => placeFolder(client, folder),
  });
}

export function useRenameFolder() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, name }: Folder) =>
      dataOf(http.api.PATCH('/v1/folders/{id}', { params: { path: { id } }, body: { name } })),
    onSuccess: folder => placeFolder(client, folder),
  });
}

/** Deletes a folder; its conversations stay, without one. */
export function useDeleteFolder() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.api.DELETE('/v1/folders/{id}', { params: { path: { id } } }),
    onSuccess: (_, id) => removeFolder(client, id),
  });
}

export function placeFolder(client: QueryClient, folder: Folder): void {
  client.setQueryData<Folder[]>(
    folders,
    known => known && [...known.filter(item => item.id !== folder.id), folder].toSorted(byName),
  );
}

export function removeFolder(client: QueryClient, id: string): void {
  client.setQueryData<Folder[]>(folders, known => known?.filter(item => item.id !== id));
  client.removeQueries({ queryKey: conversationKeys.of({ kind: 'folder', id }) });
  void client.invalidateQueries({ queryKey: conversationKeys.list });
}

export function refreshFolders(client: QueryClient): Promise<void> {
  return client.invalidateQueries({ queryKey: folders });
}

function byName(a: Folder, b: Folder): number {
  return a.name.localeCompare(b.name);
}
