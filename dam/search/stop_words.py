"""Words of a question or about pictures as such, which say nothing of what is in them. Pure."""

_SWEDISH = """
    bild bilden bilder bilderna bildarkiv bildbank pressbild pressbilden pressbilder pressbilderna
    pressfoto pressfoton foto foton fotot fotografi fotografiet fotografier arkivbild arkivbilder
    på som med en ett i och av till för från vid hos om den det de där när är eller samt att åt ut
    in upp under över mot utan sin sitt sina hen han hon vi ni jag mig oss dig du er ert era min
    har finns visar visas visa föreställer föreställande vill ha behöver söker letar efter hitta
    någon något några alla er ert lite gärna tack hej kan få vilka vilken vilket vad var hur
"""
_ENGLISH = """
    image images picture pictures photo photos photograph photographs photography pic pics
    the a an of on at with for from who whom whose which that this these those and or to is are
    by into near its his her their some any find show shows showing need want looking please
    i am we you do does have has
"""
STOP_WORDS = frozenset(f"{_SWEDISH} {_ENGLISH}".split())
