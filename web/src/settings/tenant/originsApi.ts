import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import { useServices } from '../../services';
import { useChange } from '../asking';

const settings = ['tenant-settings'];

export function useTenantSettings() {
  const { http } = useServices();
  return useQuery({
    queryKey: settings,
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/tenant/settings', { signal })),
  });
}

export function useSetOrigins() {
  return useChange(
    (http, allowed_origins: string[]) => http.api.PUT('/v1/tenant/settings', { body: { allowed_origins } }),
    settings,
  );
}
