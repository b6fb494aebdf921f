using System.Text.Json;
using System.Text.Json.Serialization;

namespace Parley.Safety;

/// <summary>A version of a policy as it is kept.</summary>
internal sealed record PolicyRow(string Id, long Version, byte[] Settings, long CreatedAt, long UpdatedAt)
{
    public const string Select =
        """
        select policies.id as Id, policy_versions.version as Version, settings as Settings, policies.created_at as CreatedAt, policy_versions.created_at as UpdatedAt
        from policies join policy_versions on policy_versions.tenant_id = policies.tenant_id and policy_versions.policy_id = policies.id
        where policies.tenant_id = @tenant
        """;

    private const string Table = "policy_versions";

    public static JsonSerializerOptions Json { get; } =
        new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) } };

    public static byte[] Seal(DataKey key, string id, long version, Policy policy) => key.Seal(Table, $"{id}/{version}", JsonSerializer.Serialize(policy, Json));

    public KeptPolicy Open(DataKey key) => new(
        new(Id), JsonSerializer.Deserialize<Policy>(key.Open(Table, $"{Id}/{Version}", Settings), Json)!, Version,
        DateTimeOffset.FromUnixTimeMilliseconds(CreatedAt), DateTimeOffset.FromUnixTimeMilliseconds(UpdatedAt));
}
