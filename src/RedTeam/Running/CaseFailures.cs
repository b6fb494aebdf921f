namespace Parley.RedTeam;

/// <summary>Which failures belong to one case, and what is told of them. All others are of the run, which is taken up again.</summary>
internal static class CaseFailures
{
    /// <summary>Whether a case may end by it while the run goes on: neither this node's stopping, nor a lost job, nor a database that is away.</summary>
    public static bool IsOfCase(Exception failure) =>
        failure is not (OperationCanceledException or JobLostException or JobPutOffException or StorageUnavailableException);

    /// <returns>One sentence for the report; what was not written for outsiders is not told.</returns>
    public static string Told(Exception failure) => failure is RefusedException refused
        ? $"It could not be run: {refused.Refusal.Detail}"
        : $"It could not be run ({failure.GetType().Name}); the server's log has the details.";
}
