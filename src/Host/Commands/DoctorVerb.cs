using System.Runtime.InteropServices;
using Parley.Host.Composition;
using Parley.Host.Doctor;
using Parley.Host.Edge;
using Parley.Reading;
using Parley.Storage;

namespace Parley.Host.Commands;

/// <summary>doctor — looks at what a server needs, one line each, and ends with 1 when something keeps it from working.</summary>
internal sealed class DoctorVerb(
    Settings settings, DataFolder folder, IServiceProvider services, OutsideChecks outside, IConfiguration configuration, TimeProvider time,
    ILogger<DoctorVerb> logger) : IAdminVerb
{
    public async Task<int> RunAsync(AdminCall call, CancellationToken cancellationToken)
    {
        var isAlone = call.ServerUrl is null;

        // The folder before the database, whose opening writes to it.
        List<Finding> findings =
        [
            Program(),
            Server(call),
            .. UnknownSettings.Sentences(configuration).Select(Finding.Note),
            .. FolderChecks.Look(folder, time),
            Key(),
            .. isAlone ? ListenChecks.Ports(settings.Urls) : [],
            .. ListenChecks.CertificatesOf(configuration, AppContext.BaseDirectory, time, logger),
        ];
        findings.AddRange(await DatabaseChecks.LookAsync(services, isAlone, cancellationToken));
        findings.AddRange(await outside.LookAsync(isAlone, cancellationToken));
        findings.AddRange(ReadingTools.Look().Select(tool => tool.CanRead ? Finding.Fine(tool.Sentence) : Finding.Note(tool.Sentence)));
        findings.Add(Page());
        foreach (var (mark, line) in findings)
        {
            await call.Say($"{mark}  {line}");
        }

        return findings.Any(finding => finding.IsFault) ? 1 : 0;
    }

    private static Finding Program() => Finding.Fine($"Parley {Product.Version} on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.OSDescription}");

    private Finding Server(AdminCall call) =>
        call.ServerUrl is { } url ? Finding.Fine($"the server runs at {url}") : Finding.Note($"no server runs on {folder.Path}; it would listen on {settings.Urls}");

    private Finding Key() =>
        settings.MasterKey is not null ? Finding.Fine("the master key comes from PARLEY_MASTER_KEY")
        : !MasterKey.IsIn(folder.Path) ? Finding.Note("there is no master key yet; the first start makes it in the data folder")
        : Finding.Note("the master key lies in the data folder; without it no backup can be opened: 'backup FILE --with-keys' takes it along");

    private static Finding Page() =>
        PageFiles.Exist ? Finding.Fine("the page is part of this build") : Finding.Note("this build has no page; only the API is served");
}
