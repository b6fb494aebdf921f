namespace Parley.Server.Tests.Attacks;

/// <summary>The routes of red-team runs, and how one tries to get at another tenant's by them.</summary>
internal static class RedTeamAttacks
{
    public static IEnumerable<AttackCase> Cases() =>
    [
        Case("GET /v1/redteam/runs", _ => [new("GET", "/v1/redteam/runs", MayAnswer: true)]),
        Case("POST /v1/redteam/runs", _ => [new("POST", "/v1/redteam/runs", new { model = "nobody" })]),
        Case("GET /v1/redteam/runs/{id}", it => [new("GET", $"/v1/redteam/runs/{it.Tenant.RedTeamRun}")]),
        Case("DELETE /v1/redteam/runs/{id}", it => [new("DELETE", $"/v1/redteam/runs/{it.Tenant.RedTeamRun}")]),
        Case("GET /v1/redteam/runs/{id}/cases", it => [new("GET", $"/v1/redteam/runs/{it.Tenant.RedTeamRun}/cases")]),
        Case("POST /v1/redteam/runs/{id}/cancel", it => [new("POST", $"/v1/redteam/runs/{it.Tenant.RedTeamRun}/cancel")]),
        Case("POST /v1/redteam/runs/{id}/accept", it => [new("POST", $"/v1/redteam/runs/{it.Tenant.RedTeamRun}/accept")]),
    ];

    private static AttackCase Case(string route, Func<Target, IEnumerable<Attempt>> attempts) => new(route, Holder.Tenant, attempts);
}
