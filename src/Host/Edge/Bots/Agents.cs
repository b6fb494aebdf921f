namespace Parley.Host.Edge.Bots;

/// <summary>What a request's <c>User-Agent</c> gives away.</summary>
internal static class Agents
{
    private const double Missing = 0.1;
    private const double Lying = 0.2;
    private const double Broken = 0.5;
    private const double Scanner = 0.8;
    private const int Longest = 512;

    private static readonly string[] Scanners =
    [
        "acunetix", "arachni", "burp", "dirbuster", "dirsearch", "feroxbuster", "ffuf", "fimap", "gobuster", "havij", "hydra", "jorgee", "masscan",
        "nessus", "netsparker", "nikto", "nmap", "nuclei", "openvas", "qualys", "sqlmap", "w3af", "wfuzz", "whatweb", "wpscan", "zgrab", "zmeu",
    ];

    /// <returns>0 when nothing is odd, up to 1.</returns>
    public static double Oddness(IHeaderDictionary headers)
    {
        if (headers.UserAgent is not [{ } agent, ..] || string.IsNullOrWhiteSpace(agent))
        {
            return Missing;
        }

        return agent.Length > Longest || headers.UserAgent.Count > 1 || !agent.Any(char.IsAsciiLetter) ? Broken
            : Scanners.Any(name => agent.Contains(name, StringComparison.OrdinalIgnoreCase)) ? Scanner
            : IsNoBrowser(agent, headers) ? Lying
            : 0;
    }

    // Every browser says what it takes and in which languages; who only borrows the name seldom does.
    private static bool IsNoBrowser(string agent, IHeaderDictionary headers) =>
        agent.StartsWith("Mozilla/", StringComparison.Ordinal) && (headers.AcceptLanguage.Count == 0 || headers.AcceptEncoding.Count == 0);
}
