using System.Globalization;
using Parley.Host.Composition;
using Parley.Models;

namespace Parley.Host.Commands;

/// <summary>models — lists what answers for the default tenant; <c>models test NAME</c> asks a deployment and says how fast it answers.</summary>
internal sealed class ModelsVerb(ModelCatalogue catalogue, ModelProbe probe, ModelReadiness readiness, Preparation preparation) : IAdminVerb
{
    private const int UsualRequests = 3;

    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        if (call.ServerUrl is null)
        {
            await preparation.PrepareDatabaseAsync(cancellationToken);
            await preparation.PrepareModelsAsync(cancellationToken);
            await readiness.LookAsync(cancellationToken);
        }

        var tenant = preparation.Accounts!.DefaultTenant;
        var models = await catalogue.ForAsync(tenant, cancellationToken);
        return call.Words switch
        {
            ["list"] => await ListAsync(call, models),
            ["test", var name] => await TestAsync(call, tenant, models, name, cancellationToken),
            _ => throw new CommandException("It is written: parley models list, or parley models test NAME [--requests N]."),
        };
    }

    private static async Task<int> ListAsync(AdminCall call, TenantModels models)
    {
        foreach (var one in models.List)
        {
            await call.Say($"{one.Name,-28} {one.Provider,-10} {one.Model}, {one.ContextTokens.ToString("N0", CultureInfo.InvariantCulture)} tokens of context, {one.Health.State switch
            {
                BreakerState.Open => $"left alone until {one.Health.OpenUntil:HH:mm:ss}",
                BreakerState.HalfOpen => "tried again",
                _ => "asked as usual",
            }}");
        }

        foreach (var route in models.Routes)
        {
            await call.Say($"{route.Name,-28} route      {string.Join(", ", route.Targets)}");
        }

        return 0;
    }

    private async Task<int> TestAsync(AdminCall call, TenantScope tenant, TenantModels models, string name, CancellationToken cancellationToken)
    {
        var deployment = models.Find(name) ?? throw new CommandException(
            $"There is no deployment '{name}'; there is {string.Join(", ", models.List.Select(one => one.Name))}.");
        var report = await probe.MeasureAsync(tenant, deployment, Requests(call), null, cancellationToken);
        await call.Say($"{report.Deployment} ({report.Model}): {report.Answered} of {report.Requests} answered");
        await call.Say("attempts            " + string.Join(", ", report.Outcomes.Select(outcome => $"{outcome.Value} {outcome.Key}")));
        await call.Say($"first token         {Say(report.MsToFirstToken)} ms in the middle, {Say(report.MostMsToFirstToken)} ms at most");
        await call.Say($"tokens per second   {Say(report.TokensPerSecond)}");
        await call.Say(string.Create(CultureInfo.InvariantCulture, $"tokens              {report.InputTokens} in, {report.OutputTokens} out, cost {report.Cost}"));
        if (report.LastFailure is { } failure)
        {
            await call.Say($"last failure        {failure}");
        }

        return report.Answered == report.Requests ? 0 : 1;
    }

    private static int Requests(AdminCall call) => !call.Options.TryGetValue("--requests", out var given) ? UsualRequests
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var requests) && requests is >= 1 and <= ModelProbe.MostRequests ? requests
        : throw new CommandException($"'--requests' is a number from 1 to {ModelProbe.MostRequests}, and not '{given}'.");

    private static string Say(double? value) => value?.ToString("0.#", CultureInfo.InvariantCulture) ?? "-";
}
