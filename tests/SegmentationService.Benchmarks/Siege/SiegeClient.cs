using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SegmentationService.Benchmarks.Siege;

/// <summary>One who does harm, over one connection after the other.</summary>
internal sealed class SiegeClient(Uri address, string key, IReadOnlyList<SiegeBody> bodies, SiegeLog log, int seed)
{
    private static readonly TimeSpan Unread = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly Random _random = new(seed);
    private readonly byte[] _buffer = new byte[1 << 16];

    public async Task RunAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            var body = bodies[_random.Next(bodies.Count)];
            var begin = Stopwatch.GetTimestamp();
            var (outcome, answered) = await SendAsync(body, end);
            if (!end.IsCancellationRequested) log.Ended(body, outcome, answered, Stopwatch.GetElapsedTime(begin));
        }
    }

    private async Task<(string Outcome, long Answered)> SendAsync(SiegeBody body, CancellationToken end)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(end);
        patience.CancelAfter(Patience);
        try
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            if (body.Manner == SiegeManner.Unread) socket.ReceiveBufferSize = 4096;
            await socket.ConnectAsync(IPAddress.Loopback, address.Port, patience.Token);
            await socket.SendAsync(Head(body), patience.Token);
            try
            {
                if (!await SendBodyAsync(socket, body, patience.Token)) return ("broken off", 0);
            }
            catch (SocketException)
            {
                // Refused before its end: the answer is there.
            }

            if (body.Manner == SiegeManner.Unread) await Task.Delay(Unread, patience.Token);
            return await ReadAsync(socket, patience.Token);
        }
        catch (SocketException e)
        {
            return (e.SocketErrorCode.ToString(), 0);
        }
        catch (OperationCanceledException)
        {
            return ($"no answer in {Patience.TotalSeconds} s", 0);
        }
    }

    private byte[] Head(SiegeBody body)
    {
        var head = new StringBuilder($"POST {body.Path} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\nX-Api-Key: {key}\r\nContent-Type: {body.ContentType}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {body.Bytes.Length}\r\n");
        if (body.Encoding is { } encoding) head.Append(CultureInfo.InvariantCulture, $"Content-Encoding: {encoding}\r\n");
        if (body.Accept is { } accept) head.Append(CultureInfo.InvariantCulture, $"Accept: {accept}\r\n");
        if (body.Origin is { } origin) head.Append(CultureInfo.InvariantCulture, $"Origin: {origin}\r\nSec-Fetch-Site: cross-site\r\n");
        if (body.IsAsync) head.Append("Prefer: respond-async\r\n");
        return Encoding.ASCII.GetBytes(head.Append("\r\n").ToString());
    }

    private async Task<bool> SendBodyAsync(Socket socket, SiegeBody body, CancellationToken end)
    {
        switch (body.Manner)
        {
            case SiegeManner.Slowly:
                for (var sent = 0; sent < body.Bytes.Length; sent += 300)
                {
                    await socket.SendAsync(body.Bytes.AsMemory(sent, Math.Min(300, body.Bytes.Length - sent)), end);
                    await Task.Delay(TimeSpan.FromSeconds(1), end);
                }

                return true;
            case SiegeManner.BrokenOff:
                await socket.SendAsync(body.Bytes.AsMemory(0, _random.Next(body.Bytes.Length)), end);
                return false;
            default:
                for (var sent = 0; sent < body.Bytes.Length;) sent += await socket.SendAsync(body.Bytes.AsMemory(sent), end);
                return true;
        }
    }

    private async Task<(string Outcome, long Answered)> ReadAsync(Socket socket, CancellationToken end)
    {
        var read = await socket.ReceiveAsync(_buffer, end);
        var status = read >= 12 ? Encoding.ASCII.GetString(_buffer, 9, 3) : "closed";
        long answered = read;
        while (read > 0) answered += read = await socket.ReceiveAsync(_buffer, end);
        return (status, answered);
    }
}
