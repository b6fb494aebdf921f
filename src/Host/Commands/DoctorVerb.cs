using System.Runtime.InteropServices;
using Parley.Host.Composition;
using Parley.Host.Edge;
using Parley.Storage;

namespace Parley.Host.Commands;

/// <summary>doctor — looks at what a server needs, one line each, and ends with 1 when something keeps it from working.</summary>
internal sealed class DoctorVerb(
    Settings settings, DataFolder folder, SystemDatabase database, Preparation preparation, ReadinessChecks readiness) : IAdminVerb
{
    private const long LittleSpace = 1L << 30;
    private const string Fine = "ok  ";
    private const string Note = "note";
    private const string Fault = "FAIL";

    public string Name => "doctor";

    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        List<(string Mark, string Line)> findings = [Program(), Server(call), Folder(), Space(), Key(), await DatabaseAsync(call, cancellationToken)];
        if (findings.All(finding => finding.Mark != Fault))
        {
            findings.AddRange(await PartsAsync(cancellationToken));
        }

        findings.Add(Page());
        foreach (var (mark, line) in findings)
        {
            await call.Say($"{mark}  {line}");
        }

        return findings.Any(finding => finding.Mark == Fault) ? 1 : 0;
    }

    private static (string Mark, string Line) Program() =>
        (Fine, $"Parley {Product.Version} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");

    private (string Mark, string Line) Server(AdminCall call) =>
        call.ServerUrl is { } url ? (Fine, $"the server runs at {url}") : (Note, $"no server runs on {folder.Path}; it would listen on {settings.Urls}");

    private (string Mark, string Line) Folder()
    {
        if (!OperatingSystem.IsWindows()
            && (File.GetUnixFileMode(folder.Path) & (UnixFileMode.OtherRead | UnixFileMode.OtherExecute | UnixFileMode.OtherWrite)) != 0)
        {
            return (Note, $"the data folder {folder.Path} can be entered by other users; 'chmod 700' closes it");
        }

        return (Fine, $"the data folder is {folder.Path}");
    }

    private (string Mark, string Line) Space()
    {
        var free = new DriveInfo(folder.Path).AvailableFreeSpace;
        return (free < LittleSpace ? Note : Fine, $"{free / (1L << 20)} MiB are free there");
    }

    private (string Mark, string Line) Key() => settings.MasterKey is not null
        ? (Fine, "the master key comes from PARLEY_MASTER_KEY")
        : (Note, "the master key lies in the data folder; without it no backup can be opened: 'backup FILE --with-keys' takes it along");

    private async Task<(string Mark, string Line)> DatabaseAsync(AdminCall call, CancellationToken cancellationToken)
    {
        try
        {
            if (call.ServerUrl is null)
            {
                await preparation.PrepareDatabaseAsync(cancellationToken);
            }

            await database.CheckAsync(cancellationToken);
            return (Fine, $"the database ({database.Technology}) answers and is at this program's schema");
        }
        catch (Exception exception) when (Startup.Explain(exception) is { } sentence)
        {
            return (Fault, sentence);
        }
    }

    private async Task<IEnumerable<(string Mark, string Line)>> PartsAsync(CancellationToken cancellationToken) =>
        from check in (await readiness.RunAsync(cancellationToken)).Checks
        where check.Key != "database"
        select (check.Value == "ok" ? Fine : Note, $"{check.Key}: {check.Value}");

    private static (string Mark, string Line) Page() =>
        PageFiles.Exist ? (Fine, "the page is part of this build") : (Note, "this build has no page; only the API is served");
}
