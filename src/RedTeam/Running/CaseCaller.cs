using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text;

namespace Parley.RedTeam;

/// <summary>Who sends the messages of a case: somebody whom nobody knows, and who may see the case's own document alone.</summary>
internal static class CaseCaller
{
    private static readonly FrozenSet<string> Chat = new[] { Scopes.Chat }.ToFrozenSet(StringComparer.Ordinal);

    public static Caller Of(RedTeamRun run, long number) => new()
    {
        Tenant = run.Tenant,
        Subject = new($"{Ids.Subject.Prefix}_{Name(run.Id, number)}"),
        Scopes = Chat,
        AclTags = ["public", Tag(run.Id, number)],
    };

    /// <summary>The access tag of a case's document.</summary>
    public static string Tag(RedTeamRunId run, long number) => $"user:{Name(run, number)}";

    private static string Name(RedTeamRunId run, long number) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{run}/{number}"))[..16]);
}
