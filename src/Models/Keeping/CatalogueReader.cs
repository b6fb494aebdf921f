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
        try
        {
            var key = await sealer.Value.KeyAsync(tenant.Id, Owner, cancellationToken);
            foreach (var row in rows)
            {
                opened.Add(new(
                    row.Id, row.Name, row.Origin, JsonSerializer.Deserialize<DeploymentSettings>(key.Open(Table, row.Id, row.Settings), Json)!,
                    DateTimeOffset.FromUnixTimeMilliseconds(row.CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(row.UpdatedAt)));
            }
        }
        catch (Exception exception) when (exception is CryptographicException or KeyShreddedException)
        {
            // What cannot be opened cannot be called; everything else goes on.
            logger.DeploymentsNotOpened(tenant.Id.Value, exception);
        }

        return opened;
    }

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
