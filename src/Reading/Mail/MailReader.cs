using System.Text;

namespace Parley.Reading.Mail;

/// <summary>
/// E-mail (MIME): who wrote what to whom and when, the text in its best form, the names of what is attached; mails in the mail are read too.
/// Attached files are named, not read: they are documents of their own.
/// </summary>
internal sealed class MailReader(ReadingOptions options)
{
    private const int MostMails = 20;
    private const int MostNesting = 20;
    private static readonly string[] Shown = ["From", "To", "Cc", "Date"];

    private readonly CleanTextBuilder _text = new(options.MostCharacters);
    private readonly List<string> _attached = [];
    private int _parts;
    private int _mails;
    private int _level;

    public static CleanDocument Read(byte[] bytes, ReadingOptions options)
    {
        var reader = new MailReader(options);
        var source = Encoding.Latin1.GetString(bytes);
        var at = 0;
        var headers = MailHeaders.Read(source, ref at, source.Length);
        if (headers["From"] is null && headers["Subject"] is null && headers["Content-Type"] is null && headers["Received"] is null)
        {
            throw new UnreadableDocumentException("It has no mail headers (From, Subject, Content-Type), so it is no e-mail. Save it as .eml from the mail program, or send it as text.");
        }

        reader.Mail(headers, source, at, source.Length, 0);
        return reader._text.Length == 0 ? throw new UnreadableDocumentException("The mail holds no text.") : reader._text.Build(headers["Subject"]);
    }

    private void Mail(MailHeaders headers, string source, int at, int end, int depth)
    {
        _mails++;
        _level++;
        _text.Heading(Math.Min(_level, 6), headers["Subject"] ?? "(no subject)");
        _text.Paragraph(string.Join('\n', Shown.Where(name => headers[name] is not null).Select(name => $"{name}: {CleanTextBuilder.OneLine(headers[name]!)}")));
        var before = _attached.Count;
        Part(headers, source, at, end, depth);
        foreach (var name in _attached[before..])
        {
            _text.ListItem("-", 0, $"Attachment: {name}");
        }

        _attached.RemoveRange(before, _attached.Count - before);
        _level--;
    }

    private void Part(MailHeaders headers, string source, int at, int end, int depth)
    {
        if (++_parts > options.MostParts || depth > MostNesting)
        {
            throw new UnreadableDocumentException(
                depth > MostNesting ? $"Its parts stand more than {MostNesting} deep in each other." : $"It has more than {options.MostParts:N0} parts.");
        }

        var type = headers.Type;
        if (type.StartsWith("multipart/", StringComparison.Ordinal) && headers.Parameter("Content-Type", "boundary") is { Length: > 0 } boundary)
        {
            Parts(type, boundary, source, at, end, depth);
        }
        else if (type == "message/rfc822")
        {
            Forwarded(headers, source, at, end, depth);
        }
        else if (headers.IsAttachment || !type.StartsWith("text/", StringComparison.Ordinal) || type == "text/calendar")
        {
            if (headers.FileName is { Length: > 0 } name)
            {
                _attached.Add(CleanTextBuilder.OneLine(name));
            }
        }
        else
        {
            Body(headers, type, source[at..end]);
        }
    }

    private void Forwarded(MailHeaders headers, string source, int at, int end, int depth)
    {
        if (headers.Encoding is "base64" or "quoted-printable")
        {
            (source, at) = (Encoding.Latin1.GetString(MailBody.Decode(source[at..end], headers.Encoding)), 0);
            end = source.Length;
        }

        if (_mails >= MostMails)
        {
            _attached.Add(headers.FileName ?? "a mail");
            return;
        }

        Mail(MailHeaders.Read(source, ref at, end), source, at, end, depth + 1);
    }

    private void Parts(string type, string boundary, string source, int at, int end, int depth)
    {
        var parts = new List<(MailHeaders Headers, int Start, int End)>();
        foreach (var (start, stop) in Between($"--{boundary}", source, at, end))
        {
            var body = start;
            parts.Add((MailHeaders.Read(source, ref body, stop), body, stop));
            if (parts.Count > options.MostParts)
            {
                throw new UnreadableDocumentException($"It has more than {options.MostParts:N0} parts.");
            }
        }

        // The same text in several forms: HTML keeps lists, tables and links where they are; plain text serves when there is no other.
        var chosen = type == "multipart/alternative" && parts.Count > 0
            ? [parts.FirstOrDefault(part => part.Headers.Type is "text/html" || part.Headers.Type.StartsWith("multipart/", StringComparison.Ordinal), parts[0])]
            : parts;
        foreach (var (headers, start, stop) in chosen)
        {
            Part(headers, source, start, stop, depth + 1);
        }
    }

    private static IEnumerable<(int Start, int End)> Between(string delimiter, string source, int at, int end)
    {
        var start = -1;
        while (at < end)
        {
            var stop = source.IndexOf('\n', at, end - at);
            stop = stop < 0 ? end : stop;
            if (string.CompareOrdinal(source, at, delimiter, 0, delimiter.Length) == 0
                && source[at..stop].Trim() is var line && (line == delimiter || line == $"{delimiter}--"))
            {
                if (start >= 0)
                {
                    yield return (start, Math.Max(start, at - 1));
                }

                start = line == delimiter ? Math.Min(end, stop + 1) : -1;
                if (start < 0)
                {
                    yield break;
                }
            }

            at = stop + 1;
        }

        // A mail that was cut off still holds what came before.
        if (start >= 0 && start < end)
        {
            yield return (start, end);
        }
    }

    private void Body(MailHeaders headers, string type, string body)
    {
        var bytes = MailBody.Decode(body, headers.Encoding);
        var text = TextDecoding.Named(headers.Parameter("Content-Type", "charset")) is { } encoding and not UTF8Encoding
            ? encoding.GetString(bytes)
            : TextDecoding.Decode(bytes);
        var inner = type == "text/html" ? HtmlReader.Read(text, wholePage: false) : PlainTextReader.Read(text);
        _text.Include(inner);
    }
}
