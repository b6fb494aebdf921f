using System.Text.RegularExpressions;

namespace Parley.Redaction;

/// <summary>Secrets: by the prefixes that their makers gave them, by the words before them, and by how unlike words they are.</summary>
internal static partial class SecretReader
{
    private static readonly WordList Near = new("key|token|secret|credential|password|passwd|auth|api|bearer|signature|private|access|hmac|seed|hash|sas");

    private const int FewestOfChance = 20;
    private const int MostOfChance = 200;

    public static void Read(Segment segment, List<PersonalDatum> found)
    {
        var text = segment.Text;
        if (text.Length - segment.From < 6)
        {
            return;
        }

        if (segment.Digits > 0 || text[segment.From..].ContainsAny('_', '-'))
        {
            foreach (var match in Prefixed().EnumerateMatches(text, segment.From))
            {
                found.Add(new(DatumKinds.Secret, match.Index, match.Index + match.Length, 0.99));
            }

            ReadChance(segment, found);
        }

        SecretWords.Read(segment, found);
    }

    private static void ReadChance(Segment segment, List<PersonalDatum> found)
    {
        var text = segment.Text;
        for (var at = segment.From; at < text.Length;)
        {
            var end = at;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '+' or '/' or '_' or '-' or '='))
            {
                end++;
            }

            var run = text[at..end];
            if (run.Length is >= FewestOfChance and <= MostOfChance && Entropy.LooksRandom(run) && segment.SaysBefore(Near, at, 40))
            {
                found.Add(new(DatumKinds.Secret, at, end, 0.85));
            }

            at = end + 1;
        }
    }

    [GeneratedRegex(
        """
        (?<![A-Za-z0-9])(?:
          (?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}
        | AIza[\w\-]{35} | ya29\.[\w\-]{20,} | GOCSPX-[\w\-]{20,}
        | gh[pousr]_[A-Za-z0-9]{36,} | github_pat_[A-Za-z0-9_]{22,}
        | gl(?:pat|dt|rt|cbt|ptt|ft|imt|agent|oas|soat)-[\w\-.]{20,}
        | xox[abeoprs]-[A-Za-z0-9\-]{10,} | xapp-[A-Za-z0-9\-]{10,} | xoxe\.xox[bp]-[A-Za-z0-9\-]{10,}
        | (?:sk|rk)_(?:live|test)_[A-Za-z0-9]{10,} | whsec_[A-Za-z0-9+/=]{20,}
        | sk-ant-[\w\-]{20,} | sk-(?:proj|svcacct|admin|or-v1)-[\w\-]{20,} | sk-[A-Za-z0-9]{20,}
        | npm_[A-Za-z0-9]{36} | pypi-[\w\-]{50,} | rubygems_[0-9a-f]{48} | hf_[A-Za-z0-9]{30,} | pk_[A-Za-z0-9]{32,}
        | SG\.[\w\-]{20,24}\.[\w\-]{39,50} | do[opr]_v1_[0-9a-f]{64} | shp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}
        | hv[sbr]\.[\w\-]{24,} | dckr_pat_[\w\-]{27,} | PMAK-[0-9a-f]{24}-[0-9a-f]{34} | lin_api_[A-Za-z0-9]{40}
        | ntn_[A-Za-z0-9]{40,} | secret_[A-Za-z0-9]{43} | sq0(?:atp|csp)-[\w\-]{22,} | xkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}
        | AGE-SECRET-KEY-1[0-9A-Z]{58} | key-[0-9a-f]{32} | SK[0-9a-f]{32} | [0-9]{8,10}:AA[\w\-]{33} | r8_[A-Za-z0-9]{37} | gsk_[A-Za-z0-9]{40,} | xai-[A-Za-z0-9]{40,}
        | [A-Za-z0-9_~.\-]{3}8Q~[A-Za-z0-9_~.\-]{31,34}
        | eyJ[\w\-]{8,}\.[\w\-]{8,}\.[\w\-]{8,}
        | (?:AccountKey|SharedAccessKey|SharedAccessSignature|sig)=[A-Za-z0-9+/%]{32,}={0,2}
        )
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Prefixed();
}
