using System.Security.Cryptography;

namespace Parley.Accounts;

/// <summary>Codes that stand in for a lost authenticator, each once. They are shown when they are made and kept as hashes.</summary>
internal static class RecoveryCodes
{
    public const int Count = 10;

    // Without letters that are taken for digits. Twelve of them carry 59 bits, behind a lockout.
    private const string Letters = "abcdefghjkmnpqrstuvwxyz23456789";
    private const int Length = 12;

    /// <returns>New codes, and the hashes to keep of them.</returns>
    public static async Task<(IReadOnlyList<string> Codes, IReadOnlyList<string> Hashes)> NewAsync(
        InstallationSecret secret, UserId user, CancellationToken cancellationToken)
    {
        string[] codes =
        [
            .. Enumerable.Range(0, Count).Select(_ => RandomNumberGenerator.GetString(Letters, Length))
                .Select(code => $"{code[..4]}-{code[4..8]}-{code[8..]}"),
        ];
        var hashes = new List<string>(Count);
        foreach (var code in codes)
        {
            hashes.Add((await HashAsync(secret, user, code, cancellationToken))!);
        }

        return (codes, hashes);
    }

    /// <returns>Null when the text cannot be such a code.</returns>
    public static async ValueTask<string?> HashAsync(InstallationSecret secret, UserId user, string code, CancellationToken cancellationToken)
    {
        var bare = code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToLowerInvariant();
        return bare.Length == Length ? await secret.HashAsync("recovery-code", $"{user.Value}\n{bare}", cancellationToken) : null;
    }

    public static async Task PutAsync(TenantConnection connection, UserId user, IReadOnlyList<string> hashes)
    {
        await DropAsync(connection, user);
        await connection.ExecuteManyAsync(
            "insert into recovery_codes (tenant_id, user_id, code_hash) values (@tenant, @user, @hash)", ["user", "hash"],
            [.. hashes.Select(hash => new object?[] { user.Value, hash })]);
    }

    public static Task<int> DropAsync(TenantConnection connection, UserId user) =>
        connection.ExecuteAsync("delete from recovery_codes where tenant_id = @tenant and user_id = @user", new { user = user.Value });

    /// <returns>False when there is no such code any more.</returns>
    public static async Task<bool> UseAsync(TenantConnection connection, UserId user, string hash) =>
        await connection.ExecuteAsync(
            "delete from recovery_codes where tenant_id = @tenant and user_id = @user and code_hash = @hash", new { user = user.Value, hash }) == 1;
}
