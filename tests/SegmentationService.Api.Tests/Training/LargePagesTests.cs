using SegmentationService.Api.Training;

namespace SegmentationService.Api.Tests.Training;

/// <summary>Protects the hint for large pages: it is given for the reservation of the heap and for nothing else.</summary>
public sealed class LargePagesTests
{
    [Fact]
    public void Reservation_AnonymousOfAGibibyteOrMore_IsFoundByHand()
    {
        // 0x7e0000000000 to 0x7e4000000000 are 0x4000000000 bytes, 256 GiB; 0x40000000 is a GiB, the least.
        Assert.Equal((0x7e0000000000UL, 0x4000000000UL), LargePages.Reservation("7e0000000000-7e4000000000 ---p 00000000 00:00 0 "));
        Assert.Equal((0x10000000UL, 0x40000000UL), LargePages.Reservation("10000000-50000000 rw-p 00000000 00:00 0"));
    }

    [Theory]
    [InlineData("10000000-4ffff000 rw-p 00000000 00:00 0")] // less than a GiB
    [InlineData("7e0000000000-7e4000000000 r--s 00000000 fe:00 247629                     /data/file")]
    [InlineData("7e0000000000-7e4000000000 r--s 00000000 fe:00 247629")] // of a file whose name is not told
    [InlineData("7e0000000000-7e4000000000 rw-p 00000000 00:00 0                          [heap]")]
    [InlineData("7e0000000000-7e4000000000 rw-s 00000000 00:01 1045                       /dev/zero (deleted)")] // shared
    [InlineData("7e0000000000 ---p 00000000 00:00 0")]
    [InlineData("7e0000000000-7e4000000000-7e5000000000 ---p 00000000 00:00 0")]
    [InlineData("seven-7e4000000000 ---p 00000000 00:00 0")]
    [InlineData("7e0000000000-eight ---p 00000000 00:00 0")]
    [InlineData("")]
    public void Reservation_AnyOtherLine_IsNone(string mapping) => Assert.Null(LargePages.Reservation(mapping));

    [Fact]
    public void AskForHeap_OnLinux_MarksEveryReservation()
    {
        LargePages.AskForHeap(); // Nothing happens, and nothing fails, on other systems.
        if (!OperatingSystem.IsLinux() || !Directory.Exists("/sys/kernel/mm/transparent_hugepage")) return;

        var marked = new List<bool>();
        var isReservation = false;
        foreach (var line in File.ReadLines("/proc/self/smaps"))
        {
            var name = line[..(line.IndexOf(' ', StringComparison.Ordinal) is var end and > 0 ? end : line.Length)];
            if (name == "VmFlags:" && isReservation) marked.Add(line.Split(' ').Contains("hg"));
            else if (!name.EndsWith(':')) isReservation = LargePages.Reservation(line) is not null;
        }

        Assert.NotEmpty(marked);
        Assert.All(marked, Assert.True);
    }
}
