using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Parley.Accounts;

/// <summary>Sign-ins that are tried: what came of each is kept sealed for a while, and nobody is signed in.</summary>
internal sealed class TestSignIns(TenantDatabase database, Sealer sealer, AuditTrail audit, IOptions<FederationOptions> options, TimeProvider time)
{
    private const string Table = "provider_tests";
    private const string Owner = "identity_providers";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>How long a test may take and its outcome be read.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    public async Task<string> BeginAsync(Provider provider, Actor actor, CancellationToken cancellationToken)
    {
        var id = Id<FederationIds.Test>.New(time).Value;
        var now = time.GetUtcNow();
        await database.WriteAsync(
            provider.Tenant,
            async connection =>
            {
                await connection.ExecuteAsync("delete from provider_tests where tenant_id = @tenant and expires_at < @now", new { now = now.ToUnixTimeMilliseconds() });
                await connection.ExecuteAsync(
                    "insert into provider_tests (tenant_id, id, provider_id, created_at, expires_at) values (@tenant, @id, @provider, @now, @end)",
                    new { id, provider = provider.Id, now = now.ToUnixTimeMilliseconds(), end = (now + Kept + options.Value.SignInTime).ToUnixTimeMilliseconds() });
                await audit.WriteAsync(connection, actor, FederationActions.ProviderTested, provider.Id, ("test", id));
            },
            Durability.Process,
            cancellationToken);
        return id;
    }

    public async Task EndAsync(Provider provider, string id, TestOutcome outcome, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(provider.Tenant.Id, Owner, cancellationToken);
        var text = key.Seal(Table, id, JsonSerializer.Serialize(outcome, Json));
        await database.WriteAsync(
            provider.Tenant,
            connection => connection.ExecuteAsync(
                "update provider_tests set outcome = @text where tenant_id = @tenant and id = @id and provider_id = @provider and outcome is null",
                new { id, provider = provider.Id, text }),
            Durability.Process,
            cancellationToken);
    }

    /// <returns>Whether there is such a test, and its outcome once it has one.</returns>
    public async Task<(bool Exists, TestOutcome? Outcome)> FindAsync(TenantScope tenant, string provider, string id, CancellationToken cancellationToken)
    {
        Row? row;
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            row = await connection.QuerySingleOrDefaultAsync<Row>(
                """
                select id as Id, outcome as Outcome from provider_tests
                where tenant_id = @tenant and id = @id and provider_id = @provider and expires_at > @now
                """,
                new { id, provider, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
        }

        if (row?.Outcome is not { } text)
        {
            return (row is not null, null);
        }

        var key = await sealer.KeyAsync(tenant.Id, Owner, cancellationToken);
        return (true, JsonSerializer.Deserialize<TestOutcome>(key.Open(Table, id, text), Json));
    }

    private sealed record Row(string Id, byte[]? Outcome);
}

/// <summary>What came of a test.</summary>
/// <param name="Code">Why it came to nothing; null when the provider proved somebody.</param>
/// <param name="Reason">What exactly was wrong, as a word.</param>
/// <param name="Claims">What the provider says of the person.</param>
public sealed record TestOutcome(string? Code, string? Reason, JsonElement? Claims);
