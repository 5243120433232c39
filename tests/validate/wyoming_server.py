"""A Wyoming server made with the `wyoming` package, with espeak-ng behind it.

    wyoming_server.py PORT-FILE     listens on 127.0.0.1, and writes its port into the file
"""

import asyncio, subprocess, sys
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.info import Attribution, Describe, Info, TtsProgram, TtsVoice
from wyoming.server import AsyncEventHandler
from wyoming.tts import Synthesize

VOICES = {"en": ["en-us+m3", "en-us+f2", "en-gb+m7", "en-gb+f4"], "zh": ["cmn-latn-pinyin+m3", "cmn-latn-pinyin+f2"]}


class Speaker(AsyncEventHandler):
    async def handle_event(self, event):
        if Describe.is_type(event.type):
            by = Attribution(name="espeak-ng", url="https://github.com/espeak-ng/espeak-ng")
            voices = [
                TtsVoice(name=name, attribution=by, installed=True, description=None, version=None, languages=[language])
                for language, names in VOICES.items()
                for name in names
            ]
            program = TtsProgram(
                name="espeak-ng", attribution=by, installed=True, description=None, version=None, voices=voices
            )
            await self.write_event(Info(tts=[program]).event())
        elif Synthesize.is_type(event.type):
            asked = Synthesize.from_event(event)
            command = ["espeak-ng", "-v", asked.voice.name, "--stdin", "--stdout"]
            sound = subprocess.run(command, input=asked.text.encode(), capture_output=True, check=True).stdout
            # The header holds no length.
            samples = sound[44:]
            form = {"rate": 22050, "width": 2, "channels": 1}
            await self.write_event(AudioStart(**form).event())
            for at in range(0, len(samples), 4096):
                await self.write_event(AudioChunk(**form, audio=samples[at : at + 4096]).event())
            await self.write_event(AudioStop().event())
        return True


async def main():
    def connected(reader, writer):
        return asyncio.create_task(Speaker(reader, writer).run())

    server = await asyncio.start_server(connected, "127.0.0.1", 0)
    with open(sys.argv[1], "w") as file:
        file.write(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


asyncio.run(main())
