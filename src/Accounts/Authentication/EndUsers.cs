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
        if (endUser.Length is 0 or > LongestId || endUser.AsSpan().ContainsAnyExceptInRange('!', '~'))
        {
            throw new RefusedException(Refusal.Invalid(
                "end_user", $"The id of an end user is 1 to {LongestId} visible ASCII characters without spaces; send another id for that person."));
        }

        var hash = await secret.HashAsync("end-user", $"{tenant.Id.Value}\n{endUser}", cancellationToken);
        var subject = new SubjectId($"{Ids.Subject.Prefix}_{hash[..32]}");
        if (!_kept.TryGet((tenant.Id, hash), out _))
        {
            await KeepAsync(tenant, subject, hash, cancellationToken);
            _kept.Put((tenant.Id, hash), true, _kept.Generation);
        }

        return subject;
    }

    private async Task KeepAsync(TenantScope tenant, SubjectId subject, string hash, CancellationToken cancellationToken)
    {
        var row = new { id = subject.Value, hash, now = time.GetUtcNow().ToUnixTimeMilliseconds() };
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
