namespace Parley.Host.Doctor;

/// <summary>What one look of the doctor found.</summary>
/// <param name="Mark"><c>ok</c>, <c>note</c> for what is worth knowing, or <c>FAIL</c> for what keeps a server from working.</param>
/// <param name="Line">What it is, and what to do where something is to be done.</param>
internal sealed record Finding(string Mark, string Line)
{
    public bool IsFault => Mark == "FAIL";

    public static Finding Fine(string line) => new("ok  ", line);

    public static Finding Note(string line) => new("note", line);

    public static Finding Fault(string line) => new("FAIL", line);
}
