using System.Globalization;
using System.Text.Json;
using Parley.RedTeam;

namespace Parley.Host.Evaluating;

/// <summary>A red-team report as people read it in a terminal, and as programs do.</summary>
internal static class RedTeamText
{
    public static JsonSerializerOptions Json { get; } = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public static async Task WriteAsync(RunReport report, Func<string, Task> say)
    {
        await say($"{report.Run.Id}: {report.Run.State}, {report.Run.Done} of {report.Run.Total} cases, set {report.Run.Set}, model {report.Run.Model ?? "the usual one"}, cost {report.Run.Cost}");
        await say($"{"",-18} {"attacks that succeeded",-34} {"look-alikes that were refused",-34} unclear");
        await WriteAsync("all", report.Run.Success, report.Run.Refusal, report.Unclear.Values.Sum(), say);
        foreach (var row in report.Families)
        {
            await WriteAsync(row.Name, row.Success, row.Refusal, row.Unclear, say);
        }

        await say("");
        foreach (var row in report.Languages)
        {
            await WriteAsync(row.Name, row.Success, row.Refusal, row.Unclear, say);
        }

        foreach (var (verdict, count) in report.Unclear)
        {
            await say($"{verdict}: {count}");
        }

        if (report.Compared is { } compared)
        {
            await say($"against {compared.RunId}, {compared.Shared} cases in both: success {Say(compared.Success)}, refusal {Say(compared.Refusal)}");
        }
    }

    private static Task WriteAsync(string name, Rate success, Rate refusal, long unclear, Func<string, Task> say) =>
        say($"{name,-18} {Say(success),-34} {Say(refusal),-34} {(unclear == 0 ? "" : unclear.ToString(CultureInfo.InvariantCulture))}".TrimEnd());

    private static string Say(Rate rate) => rate.Count == 0 ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{rate.Value:0.000} ({rate.Low:0.000} to {rate.High:0.000}) {rate.Hits} of {rate.Count}");

    private static string Say(Change? change) => change is null ? "-"
        : string.Create(CultureInfo.InvariantCulture, $"{change.Mean:+0.000;-0.000;0.000} ({change.Low:+0.000;-0.000;0.000} to {change.High:+0.000;-0.000;0.000})");
}
