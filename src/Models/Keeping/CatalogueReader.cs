using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Parley.Accounts;

namespace Parley.Models;

/// <summary>Reads what tenants keep of models. Every statement carries the tenant.</summary>
/// <param name="sealer">Asked for when there is something to open: it makes the master key where there is none, and a look at the models must not.</param>
internal sealed class CatalogueReader(TenantDatabase database, Lazy<Sealer> sealer, ILogger<CatalogueReader> logger)
{
    public const string Table = "deployments";

    /// <summary>Whose key seals the settings of a tenant's deployments.</summary>
    public const string Owner = "deployments";

    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Counts the changes; 0 before the first.</summary>
    public async Task<long> VersionAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return await VersionAsync(connection);
    }

    public async Task<KeptModels> ReadAsync(TenantScope tenant, CancellationToken cancellationToken)
    {
        long version;
        IReadOnlyList<DeploymentRow> deployments;
        IReadOnlyList<PriceRow> prices;
        IReadOnlyList<RouteRow> routes;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            version = await VersionAsync(connection);
            if (version == 0)
            {
                return KeptModels.None;
            }

            deployments = await connection.QueryAsync<DeploymentRow>($"select {DeploymentRow.Columns} from deployments where tenant_id = @tenant order by id");
            prices = await connection.QueryAsync<PriceRow>($"select {PriceRow.Columns} from deployment_prices where tenant_id = @tenant");
            routes = await connection.QueryAsync<RouteRow>(
                """
                select name as Name, settings as Settings, created_at as CreatedAt, updated_at as UpdatedAt
                from model_routes where tenant_id = @tenant order by name
                """);
        }

        var opened = deployments.Count == 0 ? [] : await OpenAsync(tenant, deployments, cancellationToken);
        return new(
            version, opened,
            prices.GroupBy(price => price.DeploymentId).ToDictionary(of => of.Key, of => new PriceList(of.Select(price => price.Dated))),
            [.. routes.Select(row => new KeptRoute(
                KeptRoutes.Read(row.Settings), DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt),
                DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt)))]);
    }

    private async Task<IReadOnlyList<KeptDeployment>> OpenAsync(TenantScope tenant, IReadOnlyList<DeploymentRow> rows, CancellationToken cancellationToken)
    {
        var opened = new List<KeptDeployment>(rows.Count);
        DataKey? key = null;
        foreach (var row in rows)
        {
            try
            {
                key ??= await sealer.Value.KeyAsync(tenant.Id, Owner, cancellationToken);
                opened.Add(Kept(row, JsonSerializer.Deserialize<DeploymentSettings>(key.Open(Table, row.Id, row.Settings), Json)!));
            }
            catch (Exception exception) when (exception is CryptographicException or KeyShreddedException)
            {
                // What cannot be opened cannot be called; of one of the environment, what was said of it may have been that nobody is to call it.
                logger.DeploymentsNotOpened(tenant.Id.Value, exception);
                if (row.Origin == DeploymentOrigins.Environment)
                {
                    opened.Add(Kept(row, new() { Enabled = false }));
                }
            }
        }

        return opened;
    }

    private static KeptDeployment Kept(DeploymentRow row, DeploymentSettings settings) => new(
        row.Id, row.Name, row.Origin, settings, DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt));

    private static Task<long> VersionAsync(TenantConnection connection) =>
        connection.ScalarAsync<long>("select coalesce(max(version), 0) from model_catalogues where tenant_id = @tenant");

    private sealed record DeploymentRow(string Id, string Name, string Origin, byte[] Settings, long CreatedAt, long UpdatedAt)
    {
        public const string Columns =
            "id as Id, name as Name, origin as Origin, settings as Settings, created_at as CreatedAt, updated_at as UpdatedAt";
    }

    private sealed record PriceRow(string DeploymentId, long ValidFrom, long Input, long Output, long CachedInput)
    {
        public const string Columns =
            "deployment_id as DeploymentId, valid_from as ValidFrom, input as Input, output as Output, cached_input as CachedInput";

        public DatedPrice Dated => new(
            DateTimeOffset.FromUnixTimeMilliseconds(ValidFrom),
            new(new Money(Input).ToDecimal(), new Money(Output).ToDecimal(), new Money(CachedInput).ToDecimal()));
    }

    private sealed record RouteRow(string Name, string Settings, long CreatedAt, long UpdatedAt);
}
