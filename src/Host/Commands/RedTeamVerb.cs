using System.Globalization;
using System.Text.Json;
using Parley.Accounts;
using Parley.Host.Composition;
using Parley.Host.Evaluating;
using Parley.RedTeam;

namespace Parley.Host.Commands;

/// <summary>
/// redteam — runs attacks against the assistant of the default tenant and says how many succeed. Ends with 1 when it is significantly worse than
/// the run that was accepted last, or above the limits that were given.
/// </summary>
internal sealed class RedTeamVerb(RedTeamDesk desk, Preparation preparation, TimeProvider time) : IAdminVerb
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        var tenant = preparation.Accounts!.DefaultTenant;
        var gate = new Gate(Share(call, "--max-success"), Share(call, "--max-refusal"));
        var (name, attacks) = await SetAsync(call, cancellationToken);
        var id = await desk.StartAsync(tenant, Request(call), name, attacks, Actor.System, cancellationToken);
        var report = await WaitAsync(tenant, id, call, cancellationToken);
        if (call.Options.ContainsKey("--json"))
        {
            await call.Say(JsonSerializer.Serialize(report, RedTeamText.Json));
        }
        else
        {
            await RedTeamText.WriteAsync(report, call.Say);
        }

        var faults = gate.Faults(report);
        foreach (var fault in faults)
        {
            await call.Tell(fault);
        }

        if (call.Options.ContainsKey("--accept"))
        {
            await desk.AcceptAsync(tenant, id, Actor.System, cancellationToken);
            await call.Tell($"Accepted: later runs are compared with {id}.");
        }

        return faults.Count > 0 ? 1 : 0;
    }

    private async Task<RunReport> WaitAsync(TenantScope tenant, Id<RedTeamIds.Run> id, AdminCall call, CancellationToken cancellationToken)
    {
        var told = 0L;
        while (true)
        {
            var report = await desk.ReportAsync(tenant, id, cancellationToken);
            if (report.Run.State is "done" or "cancelled" or "failed")
            {
                return report;
            }

            if (report.Run.Done * 10 / report.Run.Total > told && !call.Options.ContainsKey("--json"))
            {
                told = report.Run.Done * 10 / report.Run.Total;
                await call.Say($"{report.Run.Done} of {report.Run.Total} cases");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private static async Task<(string Name, IReadOnlyList<Attack> Attacks)> SetAsync(AdminCall call, CancellationToken cancellationToken)
    {
        if (!call.Options.TryGetValue("--set", out var path))
        {
            return ("shipped", AttackSets.Shipped);
        }

        try
        {
            return (Path.GetFileName(path), await AttackReader.ReadFileAsync(path, cancellationToken));
        }
        catch (Exception wrong) when (wrong is InvalidDataException or IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"The set cannot be read: {wrong.Message}");
        }
    }

    private static RunRequest Request(AdminCall call) => new()
    {
        Families = call.Options.GetValueOrDefault("--family")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        Model = call.Options.GetValueOrDefault("--model"),
        Judge = call.Options.GetValueOrDefault("--judge"),
        Limit = Number(call, "--limit"),
        MaxTurns = Number(call, "--max-turns"),
    };

    private static int? Number(AdminCall call, string option) => !call.Options.TryGetValue(option, out var given) ? null
        : int.TryParse(given, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number
        : throw new CommandException($"'{option}' is a number from 1, and not '{given}'.");

    private static double? Share(AdminCall call, string option) => !call.Options.TryGetValue(option, out var given) ? null
        : double.TryParse(given, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1 ? share
        : throw new CommandException($"'{option}' is a share from 0 to 1, such as 0.1, and not '{given}'.");
}
