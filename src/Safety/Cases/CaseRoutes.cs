using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;

namespace Parley.Safety;

/// <param name="Policy">A policy that is not saved yet, whose own cases are run; left out, it is the one that is kept.</param>
public sealed record TestRequest(PolicyInput? Policy = null);

/// <summary>What came of a policy's cases, in their order.</summary>
public sealed record TestReport(int Passed, int Failed, IReadOnlyList<CaseResult> Data)
{
    internal static TestReport Of(Policy policy, CancellationToken cancellationToken)
    {
        var results = CaseRun.Of(policy, cancellationToken);
        return new(results.Count(one => one.Passed), results.Count(one => !one.Passed), results);
    }
}

/// <summary>Runs the tests that a policy brings along, before or after it is saved. Nothing is kept, and no provider is asked.</summary>
internal static class CaseRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/policies/test", TestDraft).WithSummary("Run the cases of a safety policy that is not saved").Allow(Scopes.SafetyAdmin, Role.Admin);
        routes.MapPost("/policies/{id}/test", TestAsync).WithSummary("Run the cases of a safety policy").Allow(Scopes.SafetyAdmin, Role.Admin);
    }

    internal static Ok<TestReport> TestDraft(TestRequest request, CancellationToken cancellationToken) => TypedResults.Ok(TestReport.Of(
        PolicyRules.Read(request.Policy ?? throw PolicyRules.Invalid("policy", "Give the policy whose cases are to be run.")), cancellationToken));

    internal static async Task<Ok<TestReport>> TestAsync(
        PolicyId id, TestRequest request, TenantScope tenant, PolicyStore policies, CancellationToken cancellationToken)
    {
        var kept = (await policies.FindAsync(tenant, id, cancellationToken) ?? throw PolicyStore.NotFound()).Policy;
        return TypedResults.Ok(TestReport.Of(request.Policy is { } draft ? PolicyRules.Read(draft) : kept, cancellationToken));
    }
}
