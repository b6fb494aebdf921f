namespace Parley.Accounts;

/// <summary>
/// The subjects of end users. A subject's id follows from the tenant and the given id by a keyed hash, so the hot path asks no
/// database and the database does not say who it is.
/// </summary>
internal sealed class EndUsers(TenantDatabase database, InstallationSecret secret, TimeProvider time) : IEndUsers
{
    private const int LongestId = 128;

    private readonly ShortCache<(TenantId, string), bool> _kept = new(time, TimeSpan.FromHours(1), 50_000);

    public async ValueTask<SubjectId> SubjectOfAsync(TenantScope tenant, string endUser, CancellationToken cancellationToken = default)
    {
        if (Fault(endUser) is { } fault)
        {
            throw new RefusedException(fault);
        }

        var known = await IdentifyAsync(tenant, endUser, cancellationToken);
        await KeepAsync(tenant, known, cancellationToken);
        return known.Subject;
    }

    /// <returns>Why a text is no id of an end user; null when it is one.</returns>
    public static Refusal? Fault(string endUser) =>
        endUser.Length is 0 or > LongestId || endUser.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? Refusal.Invalid(
                "end_user", $"The id of an end user is 1 to {LongestId} visible ASCII characters without spaces; send another id for that person.")
            : null;

    /// <summary>Says who an end user is, and writes nothing.</summary>
    public async ValueTask<EndUser> IdentifyAsync(TenantScope tenant, string endUser, CancellationToken cancellationToken)
    {
        var hash = await secret.HashAsync("end-user", $"{tenant.Id.Value}\n{endUser}", cancellationToken);
        return new(new($"{Ids.Subject.Prefix}_{hash[..32]}"), hash);
    }

    /// <summary>Writes an end user down, unless that was done.</summary>
    public async ValueTask KeepAsync(TenantScope tenant, EndUser endUser, CancellationToken cancellationToken)
    {
        if (!_kept.TryGet((tenant.Id, endUser.Hash), out _))
        {
            await WriteAsync(tenant, endUser, cancellationToken);
            _kept.Put((tenant.Id, endUser.Hash), true, _kept.Generation);
        }
    }

    private async Task WriteAsync(TenantScope tenant, EndUser endUser, CancellationToken cancellationToken)
    {
        var row = new { id = endUser.Subject.Value, hash = endUser.Hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
        await using (var connection = await database.OpenAsync(tenant, cancellationToken))
        {
            if (await connection.ScalarAsync<long?>("select 1 from subjects where tenant_id = @tenant and id = @id", new { row.id }) is not null)
            {
                return;
            }
        }

        await database.WriteAsync(
            tenant,
            connection => connection.ExecuteAsync(
                """
                insert into subjects (tenant_id, id, kind, external_hash, created_at) values (@tenant, @id, 'end_user', @hash, @now)
                on conflict do nothing
                """,
                row),
            Durability.Full,
            cancellationToken);
    }
}

/// <summary>An end user as the database knows one.</summary>
/// <param name="Hash">Of the id that the tenant's own systems have for the person.</param>
internal readonly record struct EndUser(SubjectId Subject, string Hash);
