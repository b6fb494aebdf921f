namespace Parley.Accounts.Tests;

/// <summary>Recovery codes are made anew, and the old ones are then worth nothing.</summary>
public abstract partial class SecondFactorSuite
{
    private const string Renewal = "/v1/auth/totp/recovery-codes";

    [Fact]
    public async Task New_recovery_codes_take_the_place_of_the_old_ones()
    {
        using var bo = await MemberAsync();
        await bo.PostAsync(Renewal, new { password = Password }, 409);
        var old = await TurnOnAsync(bo);
        await bo.PostAsync(Renewal, new { }, 403);
        await bo.PostAsync(Renewal, new { password = "not it at all" }, 403);
        await bo.PostAsync(Renewal, new { code = "000000" }, 401);

        var renewed = (await bo.PostAsync(Renewal, new { password = Password })).Texts("recovery_codes");
        Assert.Equal(10, renewed.Except(old).Count());
        await SecondAsync(await ChallengeAsync(), old[0], 401);
        await SecondAsync(await ChallengeAsync(), renewed[0]);
        Next();
        var again = (await bo.PostAsync(Renewal, new { code = Code() })).Texts("recovery_codes");
        await SecondAsync(await ChallengeAsync(), renewed[1], 401);
        Assert.Equal(10, (await bo.GetAsync("/v1/auth/totp", 200))["recovery_codes"]!.GetValue<int>());
        Assert.Equal(10, again.Distinct().Count());

        var told = (await Operator.GetAsync($"/v1/audit?action=second_factor.recovery_codes_renewed&target={_id}", 200))["data"]!.AsArray();
        Assert.Equal([_id, _id], told.Select(one => one!["actor"]!.Text("id")));
    }

    [Fact]
    public async Task A_key_renews_no_codes_and_guessing_for_them_has_to_wait()
    {
        using var bo = await MemberAsync();
        await TurnOnAsync(bo);
        await Operator.PostAsync(Renewal, new { password = TestApp.Password }, 403);
        for (var round = 0; round < 5; round++)
        {
            await bo.PostAsync(Renewal, new { password = "not it at all" }, 403);
        }

        await bo.PostAsync(Renewal, new { password = Password }, 429);
        Assert.Single((await Operator.GetAsync($"/v1/audit?action=user.locked_out&target={_id}", 200))["data"]!.AsArray());
    }
}
