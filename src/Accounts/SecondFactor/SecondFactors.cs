namespace Parley.Accounts;

/// <summary>Whether a user has a second factor, and since when.</summary>
internal sealed record FactorState(long? Since, long RecoveryCodes);

/// <summary>The second factor of users: codes of an authenticator app, and recovery codes for when it is lost.</summary>
internal sealed class SecondFactors(
    TenantDatabase database, Sealer sealer, InstallationSecret secret, SignInAttempts attempts, AuditTrail audit, TimeProvider time)
{
    private const string Table = "users";

    public async Task<FactorState> StateAsync(TenantScope tenant, UserId user, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(tenant, cancellationToken);
        return new(
            await connection.ScalarAsync<long?>("select totp_since from users where tenant_id = @tenant and id = @user", new { user = user.Value }),
            await connection.ScalarAsync<long>("select count(*) from recovery_codes where tenant_id = @tenant and user_id = @user", new { user = user.Value }));
    }

    /// <summary>Gives the user a new secret, which counts once a code of it has come.</summary>
    /// <exception cref="RefusedException">The user has a second factor.</exception>
    public async Task<byte[]> EnrolAsync(TenantScope tenant, UserRow user, CancellationToken cancellationToken)
    {
        var key = await sealer.KeyAsync(tenant.Id, user.SubjectId, cancellationToken);
        var made = Totp.NewSecret();
        var sealedSecret = key.Seal(Table, $"{user.Id}:totp", Convert.ToBase64String(made));
        var changed = await database.WriteAsync(
            tenant,
            connection => connection.ExecuteAsync(
                "update users set totp_secret = @sealedSecret, totp_last_step = 0 where tenant_id = @tenant and id = @Id and totp_since is null",
                new { user.Id, sealedSecret }),
            Durability.Full,
            cancellationToken);
        return changed == 1 ? made : throw new RefusedException(new(409, "second_factor_exists", "There is a second factor already; turn it off first."));
    }

    /// <summary>Turns the second factor on by a first code.</summary>
    /// <returns>The recovery codes, which are shown this once.</returns>
    /// <exception cref="RefusedException">The code is wrong, or there is nothing to confirm.</exception>
    public async Task<IReadOnlyList<string>> ConfirmAsync(TenantScope tenant, UserRow user, string code, Actor actor, CancellationToken cancellationToken)
    {
        var id = new UserId(user.Id);
        var attempt = await BeginAsync(id, cancellationToken);
        if (await MatchAsync(tenant, user, code, cancellationToken) is not { } step)
        {
            await audit.RecordAsync(
                tenant, actor, attempt.Locks ? AuditActions.LockedOut : AuditActions.SecondFactorFailed, user.Id, [("reason", "wrong_code")], cancellationToken);
            throw Wrong();
        }

        var (codes, hashes) = await RecoveryCodes.NewAsync(secret, id, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                var on = await connection.ExecuteAsync(
                    """
                    update users set totp_since = @now, totp_last_step = @step
                    where tenant_id = @tenant and id = @Id and totp_since is null and totp_secret = @TotpSecret
                    """,
                    new { user.Id, user.TotpSecret, step, now = time.GetUtcNow().ToUnixTimeMilliseconds() });
                if (on == 0)
                {
                    throw Wrong();
                }

                await RecoveryCodes.PutAsync(connection, id, hashes);
                await audit.WriteAsync(connection, actor, AuditActions.SecondFactorOn, user.Id);
            },
            Durability.Full,
            cancellationToken);
        await ForgetAsync(id, cancellationToken);
        return codes;
    }

    /// <summary>Makes new recovery codes; the old ones are worth nothing any more.</summary>
    /// <returns>The codes, which are shown this once.</returns>
    /// <exception cref="RefusedException">The user has no second factor.</exception>
    public async Task<IReadOnlyList<string>> RenewCodesAsync(TenantScope tenant, UserId user, Actor actor, CancellationToken cancellationToken)
    {
        var (codes, hashes) = await RecoveryCodes.NewAsync(secret, user, cancellationToken);
        await database.WriteAsync(
            tenant,
            async connection =>
            {
                // Locked, so that the codes are not put beside those of another renewal, or after the second factor is gone.
                if (await connection.ScalarAsync<string>(
                    "select id from users where tenant_id = @tenant and id = @user and totp_since is not null {for_update}", new { user = user.Value }) is null)
                {
                    throw new RefusedException(new(409, "no_second_factor", "There is no second factor, so there is nothing to recover; turn one on first."));
                }

                await RecoveryCodes.PutAsync(connection, user, hashes);
                await audit.WriteAsync(connection, actor, AuditActions.RecoveryCodesRenewed, user.Value);
            },
            Durability.Full,
            cancellationToken);
        return codes;
    }

    /// <summary>Checks a code of the app or a recovery code, and uses it up.</summary>
    /// <exception cref="RefusedException">It is wrong or was used before, or there were too many attempts.</exception>
    public async Task VerifyAsync(TenantScope tenant, UserRow user, string code, Actor actor, CancellationToken cancellationToken)
    {
        var id = new UserId(user.Id);
        var attempt = await BeginAsync(id, cancellationToken);
        var step = await MatchAsync(tenant, user, code, cancellationToken);
        var recovery = step is null ? await RecoveryCodes.HashAsync(secret, id, code, cancellationToken) : null;
        var right = await database.WriteAsync(
            tenant,
            async connection =>
            {
                var taken = step is { } of
                    ? await connection.ExecuteAsync(
                        "update users set totp_last_step = @of where tenant_id = @tenant and id = @Id and totp_since is not null and totp_last_step < @of",
                        new { user.Id, of }) == 1
                    : recovery is not null && await RecoveryCodes.UseAsync(connection, id, recovery);
                if (!taken)
                {
                    await audit.WriteAsync(
                        connection, actor, attempt.Locks ? AuditActions.LockedOut : AuditActions.SecondFactorFailed, user.Id,
                        ("reason", step is null ? "wrong_code" : "used_code"));
                }
                else if (step is null)
                {
                    await audit.WriteAsync(connection, actor.As(id), AuditActions.RecoveryCodeUsed, user.Id);
                }

                return taken;
            },
            Durability.Full,
            cancellationToken);
        if (!right)
        {
            throw Wrong();
        }

        await ForgetAsync(id, cancellationToken);
    }

    /// <summary>Turns the second factor off, inside the caller's transaction.</summary>
    /// <returns>False when there was none.</returns>
    public async Task<bool> RemoveAsync(TenantConnection connection, UserId user, Actor actor, string why)
    {
        var removed = await connection.ExecuteAsync(
            """
            update users set totp_secret = null, totp_since = null, totp_last_step = 0
            where tenant_id = @tenant and id = @user and totp_secret is not null
            """,
            new { user = user.Value });
        await RecoveryCodes.DropAsync(connection, user);
        if (removed == 1)
        {
            await audit.WriteAsync(connection, actor, AuditActions.SecondFactorOff, user.Value, ("why", why));
        }

        return removed == 1;
    }

    private static RefusedException Wrong() =>
        new(new(401, "wrong_code", "This code is not right, or it was used before. Wait for the next one, or use a recovery code."));

    private async Task<long?> MatchAsync(TenantScope tenant, UserRow user, string code, CancellationToken cancellationToken)
    {
        if (user.TotpSecret is not { } kept || code.Length > 40)
        {
            return null;
        }

        var key = await sealer.KeyAsync(tenant.Id, user.SubjectId, cancellationToken);
        return Totp.Match(Convert.FromBase64String(key.Open(Table, $"{user.Id}:totp", kept)), code.Replace(" ", "", StringComparison.Ordinal), time.GetUtcNow());
    }

    private async Task<SignInAttempt> BeginAsync(UserId user, CancellationToken cancellationToken)
    {
        var attempt = await attempts.BeginAsync(await HashAsync(user, cancellationToken), cancellationToken);
        return attempt.Wait is { } wait
            ? throw new RefusedException(new(429, "too_many_attempts", "Too many wrong codes; wait before the next one.") { RetryAfter = wait })
            : attempt;
    }

    private async Task ForgetAsync(UserId user, CancellationToken cancellationToken) =>
        await attempts.ForgetAsync(await HashAsync(user, cancellationToken), cancellationToken);

    private ValueTask<string> HashAsync(UserId user, CancellationToken cancellationToken) => secret.HashAsync("second-factor", user.Value, cancellationToken);
}
